package dev.kindling.system;

import dev.kindling.contract.MacAddress;
import tools.jackson.databind.node.JsonNodeFactory;

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
                  "metadata": {
                    "instance": {"id": "i-%s", "hostname": "%s", "userdata": %s}, "state": "provisioning"
                  },
                  "network": {"interfaces": [{
                    "dhcp": {
                      "arch": "%s", "hostname": "%s", "mac": "%s", "lease_time": 86400,
                      "ip": {"address": "%s", "netmask": "255.255.255.0"}
                    },
                    "netboot": {"allow_pxe": true, "allow_workflow": true}
                  }]}
                }
                """.formatted(mac.substring(15), name, name, json(userData()), arch, name, mac, address);
    }

    /** What cloud-init does on the machine's own system; the words on its console are those of the smaller image too. */
    private String userData() {
        return """
                #cloud-config
                grub_dpkg:
                  enabled: false
                ssh_genkeytypes: [ed25519]
                write_files:
                - path: /etc/node
                  content: |
                    user-data of %1$s
                runcmd:
                - [mount, -t, vfat, -o, ro, /dev/vda1, /boot]
                - [sh, -c, 'echo "INSTALLED hostname $(hostname)" >/dev/console']
                - [sh, -c, 'echo "INSTALLED seed $(cat /boot/user-data)" >/dev/console']
                - [sh, -c, 'echo "INSTALLED payload $(sha256sum /payload | cut -d" " -f1)" >/dev/console']
                phone_home:
                  url: http://%2$s:50061/phone-home
                  post: [instance_id, hostname, fqdn, pub_key_ed25519]
                  tries: 10
                power_state:
                  mode: poweroff
                """.formatted(name, Lab.ADDRESS);
    }

    private static String json(String text) {
        return JsonNodeFactory.instance.stringNode(text).toString();
    }
}
