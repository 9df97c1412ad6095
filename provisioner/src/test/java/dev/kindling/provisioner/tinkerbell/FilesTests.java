package dev.kindling.provisioner.tinkerbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Files of Tinkerbell's in and out. */
class FilesTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String UID = "3f1d6e5a-0c0e-4d0a-9a3c-0f4c6c2b7a11";
    private static final String RESOURCES = """
            apiVersion: tinkerbell.org/v1alpha1
            kind: Workflow
            metadata:
              name: install-one
            spec:
              templateRef: ubuntu
              hardwareRef: machine-one
              hardwareMap:
                device_1: dc:a6:32:44:00:01
              bootOptions:
                toggleAllowNetboot: true
            ---
            apiVersion: tinkerbell.org/v1alpha1
            kind: Hardware
            metadata:
              name: machine-one
              uid: %s
              labels:
                rack: b
            spec:
              bmcRef: {name: bmc-one}
              disks:
              - device: /dev/sda
              userData: "#cloud-config"
              metadata:
                instance:
                  hostname: machine-one
              interfaces:
              - disableDhcp: false
                dhcp:
                  mac: dc:a6:32:44:00:01
                  hostname: machine-one
                  vlan_id: "12"
                  ip: {address: 127.44.0.1, netmask: 255.255.0.0, gateway: 127.44.0.254}
                netboot:
                  allowPXE: true
                  allowWorkflow: true
                  osie: {baseURL: "http://10.0.0.1/", kernelParams: [quiet]}
            ---
            apiVersion: tinkerbell.org/v1alpha1
            kind: Template
            metadata:
              name: ubuntu
            spec:
              data: |
                version: "0.1"
                name: ubuntu
                tasks:
                - name: t
                  worker: "{{.device_1}}"
                  actions:
                  - {name: a, image: alpine, environment: {MODE: "0644"}}
            ---
            apiVersion: bmc.tinkerbell.org/v1alpha1
            kind: Machine
            metadata: {name: bmc-one}
            """.formatted(UID);

    @TempDir
    Path directory;

    @Test
    void customResourcesAreReadWithTheirIdsAndEveryFieldLeftIsNamed() throws IOException {
        Files.writeString(directory.resolve("all.yaml"), RESOURCES);

        Found found = FileSource.read(List.of(directory));

        assertThat(found.hardware()).singleElement().satisfies(board -> {
            assertThat(board.id()).isEqualTo(UID);
            assertThat((Object) JSON.valueToTree(board.document())).isEqualTo(JSON.readTree("""
                    {"id": "%s",
                     "metadata": {"instance": {"hostname": "machine-one"}, "userdata": "#cloud-config",
                       "disks": [{"device": "/dev/sda"}], "labels": {"rack": "b"}},
                     "network": {"interfaces": [{
                       "dhcp": {"mac": "dc:a6:32:44:00:01", "hostname": "machine-one",
                         "ip": {"address": "127.44.0.1", "netmask": "255.255.0.0", "gateway": "127.44.0.254"}},
                       "netboot": {"allow_pxe": true, "allow_workflow": true,
                         "osie": {"base_url": "http://10.0.0.1/"}}}]}}""".formatted(UID)));
        });
        assertThat(found.templates()).singleElement().satisfies(template -> {
            assertThat(template.name()).isEqualTo("ubuntu");
            assertThat(template.text()).contains("{{.device_1}}");
            assertThat(found.workflows())
                    .singleElement()
                    .satisfies(run -> assertThat(run.template()).isEqualTo(template.id()));
        });
        assertThat(found.workflows().getFirst().state()).isEqualTo("PENDING");
        assertThat((Object) JSON.readTree(found.workflows().getFirst().hardware()))
                .isEqualTo(JSON.readTree("{\"device_1\": \"dc:a6:32:44:00:01\"}"));
        assertThat(found.notTaken())
                .extracting(Found.NotTaken::field)
                .containsExactlyInAnyOrder(
                        "/spec/interfaces/0/disableDhcp",
                        "/spec/interfaces/0/dhcp/vlan_id",
                        "/spec/interfaces/0/netboot/osie/kernelParams",
                        "/spec/bmcRef",
                        "/spec/hardwareRef",
                        "/spec/bootOptions",
                        "bmc.tinkerbell.org/v1alpha1");
        assertThat(found.notTaken())
                .allSatisfy(each -> assertThat(each.reason()).isNotBlank());
        assertThat(FileSource.read(List.of(directory))).isEqualTo(found);
    }

    @Test
    void whatIsWrittenIsReadAgainInBothFormats() throws IOException {
        Files.writeString(directory.resolve("all.yaml"), RESOURCES);
        Found found = FileSource.read(List.of(directory));

        ClassicFiles.write(found, directory.resolve("classic"));
        ResourceFiles.write(found, directory.resolve("kubernetes"));

        Found classic = FileSource.read(List.of(directory.resolve("classic")));
        Found kubernetes = FileSource.read(List.of(directory.resolve("kubernetes")));
        for (Found again : List.of(classic, kubernetes)) {
            assertThat(again.hardware()).isEqualTo(found.hardware());
            assertThat(again.templates()).isEqualTo(found.templates());
            assertThat(again.workflows()).isEqualTo(found.workflows());
        }
        assertThat(classic.notTaken()).isEmpty();
        assertThat(kubernetes.notTaken()).isEmpty();
        assertThat(Files.readString(directory.resolve("kubernetes/hardware-" + UID + ".yaml")))
                .contains("allowPXE: true", "userData", "baseURL", "name: machine-one", "rack: b", "device: /dev/sda");
        Map<?, ?> metadata = (Map<?, ?>) found.hardware().getFirst().document().get("metadata");
        assertThat(metadata.get("labels")).isEqualTo(Map.of("rack", "b"));
        assertThat(metadata.get("disks")).isEqualTo(List.of(Map.of("device", "/dev/sda")));
    }

    @Test
    void classicFilesWithoutIdsHaveTheSameOnesAtEveryImport() throws IOException {
        Files.writeString(
                directory.resolve("hello.yaml"), "version: \"0.1\"\nname: hello\ntasks:\n- name: {{ .bad }}\n");
        Files.writeString(
                directory.resolve("hw.json"),
                "{\"colour\": \"blue\", \"network\": {\"interfaces\": [{\"dhcp\": {\"mac\": \"dc:a6:32:44:00:02\"}}]}}");

        Found found = FileSource.read(List.of(directory));

        assertThat(found.templates())
                .singleElement()
                .satisfies(each -> assertThat(each.name()).isEqualTo("hello"));
        assertThat(found.hardware().getFirst().document()).doesNotContainKey("colour");
        assertThat(found.notTaken())
                .singleElement()
                .satisfies(each -> assertThat(each.sentence()).contains("/colour: "));
        assertThat(FileSource.read(List.of(directory))).isEqualTo(found);
    }

    @Test
    void sourceThatCannotBeReadIsNamed() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"network\": ");

        assertThatThrownBy(() -> FileSource.read(List.of(broken)))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("broken.json is not JSON");
        assertThatThrownBy(() -> FileSource.read(List.of(directory.resolve("nothing"))))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("nothing cannot be read");
    }
}
