package dev.kindling.system;

import dev.kindling.contract.MacAddress;

/**
 * A machine as a person declares it.
 *
 * @param serial of a Raspberry Pi, which no hardware document tells; else empty
 * @param arch as hardware documents name it
 */
record Machine(String name, String mac, String address, String arch, String serial) {

    static final Machine PC = new Machine("guest-pc", "52:54:00:42:00:15", "192.168.42.21", "x86_64", "");
    static final Machine RASPBERRY_PI =
            new Machine("guest-pi", "dc:a6:32:42:00:16", "192.168.42.22", "aarch64", "10000016");

    MacAddress macAddress() {
        return MacAddress.parse(mac);
    }

    String hardware() {
        return """
                {
                  "id": "5f3c9d52-4200-4000-8000-0000000000%s",
                  "metadata": {"instance": {"id": "i-%s", "hostname": "%s"}, "state": "provisioning"},
                  "network": {"interfaces": [{
                    "dhcp": {
                      "arch": "%s", "hostname": "%s", "mac": "%s", "lease_time": 86400,
                      "ip": {"address": "%s", "netmask": "255.255.255.0"}
                    },
                    "netboot": {"allow_pxe": true, "allow_workflow": true}
                  }]}
                }
                """.formatted(mac.substring(15), name, name, arch, name, mac, address);
    }
}
