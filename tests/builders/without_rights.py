"""The `civic` command for somebody whom file modes bind, root included: `… without_rights ARGUMENTS`."""

import ctypes

from wsgi import main

_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h


def give_up_capabilities() -> None:
    """Drop every capability; root then obeys the modes of its own files (capabilities(7))."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none) != 0:
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    give_up_capabilities()
    main()
