"""What the scripts that drive a BMC with OpenStack's Redfish library share."""

import sys
import time


def until_power(system, wanted):
    """Reads the system until its power is as wanted; ends the script after 20 s."""
    deadline = time.monotonic() + 20
    while system.power_state != wanted:
        if time.monotonic() > deadline:
            sys.exit("power is %s, not %s" % (system.power_state, wanted))
        time.sleep(0.1)
        system.refresh(force=True)
