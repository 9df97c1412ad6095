package dev.kindling.tink.testing;

import java.util.UUID;

/** Hardware documents for tests. */
public final class Documents {

    private Documents() {}

    /** A control plane as the samples declare it: dc:a6:32:42:00:LAST at 192.168.42.LAST. */
    public static String board(UUID id, int last) {
        return """
                {
                  "id": "%s",
                  "metadata": {"cluster": {"name": "k3s-rpi4", "role": "worker"}, "anything": ["goes", 1, null]},
                  "network": {"interfaces": [{
                    "dhcp": {
                      "mac": "dc:a6:32:42:00:%02x",
                      "hostname": "k3s-worker-%d",
                      "arch": "aarch64",
                      "uefi": false,
                      "iface_name": "eth0",
                      "lease_time": 86400,
                      "name_servers": ["192.168.42.1"],
                      "time_servers": [],
                      "ip": {"address": "192.168.42.%d", "netmask": "255.255.255.0", "gateway": "192.168.42.1", "family": 4}
                    },
                    "netboot": {"allow_pxe": true, "allow_workflow": true}
                  }]}
                }
                """.formatted(id, last, last, last);
    }
}
