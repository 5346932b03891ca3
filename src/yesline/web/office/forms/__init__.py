"""What is typed in the office, one module a page. Every refusal is a sentence beside its field."""
