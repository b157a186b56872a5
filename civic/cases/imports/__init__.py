"""Taking over what another system kept: rows of its export become the events that really happened.

takeover   one row and the command that it becomes: pure, and the only module that knows cases
endings    what has ended since an earlier import saw it open
rejects    the rows that could not be taken over, for people to mend
bookmark   how far an import came
run        the import itself: batches, all or none, each idempotent
"""
