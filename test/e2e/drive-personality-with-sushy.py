"""Takes a node through a start with OpenStack's Redfish library. Prints how each step went as JSON: null, or its error.

Usage: drive-personality-with-sushy.py URL SYSTEM_ID [BOOT_MODE]
"""

import json
import sys

import sushy
from sushy import auth

from power_with_sushy import until_power

url, system_id, *modes = sys.argv[1:]
login = auth.SessionAuth("root", "calvin-lab")
root = sushy.Sushy(url, auth=login, verify=False)
# As Ironic does: of the others behind the same BMC not each can be read.
system = root.get_system("/redfish/v1/Systems/%s" % system_id)
went = {}


def step(name, act):
    try:
        act()
        went[name] = None
    except sushy.exceptions.SushyError as error:
        went[name] = "%s: %s" % (type(error).__name__, error)


def reset(kind, power):
    def act():
        system.reset_system(kind)
        until_power(system, power)

    return act


def read():
    went["seen"] = {
        "serials": [system.serial_number, system.sku],
        "macs": sorted(system.ethernet_interfaces.summary),
        "bios": system.bios.attributes["BootMode"],
        "resets": sorted(one.value for one in system.get_allowed_reset_system_values()),
    }


def boot():
    mode = sushy.BootSourceOverrideMode(modes[0]) if modes else None
    system.set_system_boot_options(
        target=sushy.BOOT_SOURCE_TARGET_PXE, enabled=sushy.BOOT_SOURCE_ENABLED_ONCE, mode=mode
    )


step("read", read)
step("boot", boot)
step("on", reset(sushy.RESET_ON, sushy.POWER_STATE_ON))
step("off", reset(sushy.RESET_FORCE_OFF, sushy.POWER_STATE_OFF))
login.close()
print(json.dumps(went))
