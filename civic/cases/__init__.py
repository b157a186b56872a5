"""Cases: reports of faults and requests for services, and the officials' work on them.

Words: a *case* is one matter that somebody brought to the city. A *report* tells of a fault in a public
place, a *request* asks for a service. A case is *filed*, *acknowledged* by an office, *answered*,
*assigned* to one of its units, *scheduled* for a day, *put on hold* until one, *forwarded* to a *party*
outside the city; its reporter may be *asked* something. It ends *resolved*, *declined* with a reason, or as a
*duplicate* of another. Its reporter may *withdraw* it, or *request reopening* once it has ended, and an
office *reopens* it or *refuses* to. `workflow.py` is the whole table.

Anyone may file and read the public part; officials read and act for their office; the reporter acts with
the case code that the confirmation page shows.
"""
