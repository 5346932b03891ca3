"""Orders: the terms as they were promised, what is handed over, who comes, and the customer's yes to it."""
