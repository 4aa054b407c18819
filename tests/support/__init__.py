"""What the tests stand on: real processes of the product, and small clients for each of its doors."""
