"""People: who acts, in which role, and their rights over what is held about them.

Words: a *person* is a pseudonym that differs from case to case; an *office* is how an official appears;
an *erasure* destroys everything personal of one person and leaves every proof valid.
"""
