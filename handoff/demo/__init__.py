"""The demo's customers: invented people and what they have with the organisation, with dates around the present moment.

``personas`` reads the test customers of demo/customers.yml and ``generator`` invents the others in the same shape
(``shapes``); ``build`` makes rows of both and ``writer`` puts them into the database.
"""

from handoff.demo.load import Loaded, load_customers

__all__ = ["Loaded", "load_customers"]
