"""Messaging: what the city writes to people outside its pages.

Words: a *message* is a row of the outbox, written together with the event that it is about. A *notice* tells
somebody what happened to their case. A *letter* is a notice in the words of one language, to one address; a
*notifier* brings letters out. A message that cannot be delivered is *postponed*, and at last *given up*.

Only who left an address gets letters, only about their own case. No letter shows a case code, and nothing
about a person is kept here: whoever has been erased is not written to any more.
"""
