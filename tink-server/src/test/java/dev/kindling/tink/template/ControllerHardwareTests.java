package dev.kindling.tink.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControllerHardwareTests {

    private static final MacAddress MAC = MacAddress.parse("dc:a6:32:42:00:0b");

    private static final Map<String, Object> DOCUMENT = Map.of(
            "metadata",
            Map.of(
                    "disks", List.of(Map.of("device", "/dev/nvme0n1"), Map.of("device", "/dev/sda")),
                    "userdata", "#cloud-config",
                    "instance",
                            Map.of(
                                    "id",
                                    "i-1",
                                    "hostname",
                                    "node-1",
                                    "ssh_keys",
                                    List.of("ssh-ed25519 A"),
                                    "always_pxe",
                                    true)),
            "network",
            Map.of(
                    "interfaces",
                    List.of(Map.of(
                            "dhcp",
                            Map.of(
                                    "mac", MAC.text(),
                                    "name_servers", List.of("10.0.0.1"),
                                    "ip", Map.of("address", "10.0.0.11")),
                            "netboot",
                            Map.of("allow_pxe", true)))));

    /** As the project's own examples are written: the disk by its place, partitions by formatPartition. */
    @Test
    void aTemplateOfTodaysTinkerbellRunsUnmodified() {
        WorkflowPlan plan = new TemplateRenderer()
                .render("""
                version: "0.1"
                name: debian
                global_timeout: 1800
                tasks:
                  - name: "os installation"
                    worker: "{{.device_1}}"
                    volumes:
                      - /dev:/dev
                    actions:
                      - name: "stream image"
                        image: quay.io/tinkerbell/actions/image2disk:latest
                        timeout: 600
                        namespaces: {network: "", pid: host}
                        environment:
                          DEST_DISK: {{ index .Hardware.Disks 0 }}
                          PART: {{ formatPartition ( index .Hardware.Disks 0 ) 1 }}
                          ALL: "{{ range .Hardware.Disks }}{{ . }} {{ end }}"
                          ADDRESS: {{ (index .Hardware.Interfaces 0).DHCP.IP.Address }}
                          DNS: {{ index (index .Hardware.Interfaces 0).DHCP.NameServers 0 }}
                          PXE: {{ (index .Hardware.Interfaces 0).Netboot.AllowPXE }}
                          NAME: {{ .Hardware.Metadata.Instance.Hostname }}
                          ID: {{ .Hardware.Metadata.Instance.ID }}
                          KEY: {{ index .Hardware.Metadata.Instance.SSHKeys 0 }}
                          USER: "{{ .Hardware.UserData }}"
                """, Map.of("device_1", MAC.text(), "Hardware", ControllerHardware.of(DOCUMENT)));

        WorkflowPlan.PlannedAction action = plan.actions().getFirst();
        assertThat(action.environment())
                .containsEntry("DEST_DISK", "/dev/nvme0n1")
                .containsEntry("PART", "/dev/nvme0n1p1")
                .containsEntry("ALL", "/dev/nvme0n1 /dev/sda ")
                .containsEntry("ADDRESS", "10.0.0.11")
                .containsEntry("DNS", "10.0.0.1")
                .containsEntry("PXE", "true")
                .containsEntry("NAME", "node-1")
                .containsEntry("ID", "i-1")
                .containsEntry("KEY", "ssh-ed25519 A")
                .containsEntry("USER", "#cloud-config");
        assertThat(action.pid()).contains("host");
    }

    @Test
    void disksOfTheInstancesStorageAreTheOthersPlace() {
        Map<String, Object> document = Map.of(
                "metadata",
                Map.of("instance", Map.of("storage", Map.of("disks", List.of(Map.of("device", "/dev/mmcblk0"))))));
        assertThat(ControllerHardware.of(document)).containsEntry("Disks", List.of("/dev/mmcblk0"));
        assertThat(ControllerHardware.of(Map.of()))
                .containsEntry("Disks", List.of())
                .containsEntry("UserData", "");
    }
}
