"""What an organisation knows to be so: facts in Markdown, each with an owner, a time it holds for, and its wordings.

It is not what happened to anybody: no customer, contact or case is in it.
Invariant: every fact has an owner who is a person, and says when it was last looked through.
"""
