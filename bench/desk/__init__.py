"""``make bench-desk``: how quick the desk is with 50 agents and 500 customers, 5,000 waiting and 200,000 messages."""
