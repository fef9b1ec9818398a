"""Drives a BMC with OpenStack's Redfish library, as Ironic does. Prints what it saw as JSON.

Usage: drive-with-sushy.py URL session|basic
"""

import json
import sys

import sushy
from sushy import auth

from power_with_sushy import until_power

url, kind = sys.argv[1:]
login = {"session": auth.SessionAuth, "basic": auth.BasicAuth}[kind]("root", "calvin-lab")
root = sushy.Sushy(url, auth=login, verify=False)
system = root.get_system_collection().get_members()[0]
seen = {"boot_before": system.boot.target.value if system.boot.target else None}

seen["serial"] = system.serial_number
seen["uuid"] = system.uuid
seen["macs"] = sorted(system.ethernet_interfaces.summary)
seen["processors"] = system.processors.summary[0]
seen["memory_gib"] = system.memory_summary.size_gib
seen["drives"] = [drive.serial_number for storage in system.storage.get_members() for drive in storage.drives]
seen["bios"] = system.bios.attributes["BootMode"]
seen["allowed_targets"] = sorted(target.value for target in system.get_allowed_system_boot_source_values())
seen["allowed_resets"] = sorted(reset.value for reset in system.get_allowed_reset_system_values())

system.set_system_boot_options(
    target=sushy.BOOT_SOURCE_TARGET_PXE, enabled=sushy.BOOT_SOURCE_ENABLED_ONCE, mode=sushy.BOOT_SOURCE_MODE_UEFI
)
system.refresh(force=True)
seen["boot_armed"] = [system.boot.target.value, system.boot.enabled.value, system.boot.mode.value]

system.reset_system(sushy.RESET_ON)
until_power(system, sushy.POWER_STATE_ON)
system.reset_system(sushy.RESET_FORCE_RESTART)
until_power(system, sushy.POWER_STATE_ON)
system.reset_system(sushy.RESET_FORCE_OFF)
until_power(system, sushy.POWER_STATE_OFF)

manager = root.get_manager_collection().get_members()[0]
seen["manager"] = [manager.manager_type.value, manager.firmware_version, [one.identity for one in manager.systems]]
chassis = root.get_chassis_collection().get_members()[0]
seen["chassis"] = [chassis.chassis_type.value, chassis.serial_number]
seen["tasks"] = len(root.get_task_service().tasks.get_members())

try:
    sushy.Sushy(url, auth=auth.SessionAuth("root", "wrong"), verify=False).get_system_collection()
except sushy.exceptions.AccessError as error:
    seen["wrong_password"] = type(error).__name__

if kind == "session":
    login.close()
print(json.dumps(seen))
