"""Cases: reports of faults and requests for services, and the officials' work on them.

Words: a *case* is one matter that somebody brought to the city. A *report* tells of a fault in a public
place, a *request* asks for a service. A case is *filed*, *acknowledged* by an office, *answered*,
*resolved* or *declined* with a reason; its reporter may *withdraw* it, or *request reopening* once it is
closed, and an office *reopens* it or *refuses* to.

Anyone may file and read the public part; officials read and act for their office; the reporter acts with
the case code that the confirmation page shows.
"""
