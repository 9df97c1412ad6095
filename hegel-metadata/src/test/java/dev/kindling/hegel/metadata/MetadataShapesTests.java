package dev.kindling.hegel.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.TestInstances;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataShapesTests {

    private static final Instance FULL = TestInstances.instance(11, "from-dhcp", """
            {"facility":{"facility_code":"onprem","plan_slug":"rpi4"},
             "instance":{"id":"i-1","hostname":"node-1","iqn":"iqn.2026","tags":["control","arm"],
               "ssh_keys":["ssh-ed25519 A","ssh-ed25519 B"],"userdata":"#cloud-config\\n","vendordata":"#vendor\\n",
               "operating_system":{"slug":"debian_13","distro":"debian","version":"13","image_tag":"t"},
               "ips":[{"address":"203.0.113.5","family":4,"public":true},{"address":"10.0.0.5","family":4},
                      {"address":"2001:db8::5","family":6,"public":true}]}}""");

    private static final Instance BARE = TestInstances.instance(12, "worker", "{}");

    private final Ec2Tree ec2 = new Ec2Tree();
    private final NoCloudSeed nocloud = new NoCloudSeed();

    @ParameterizedTest
    @CsvSource({
        "meta-data/instance-id, i-1, document-12",
        "meta-data/hostname, node-1, worker",
        "meta-data/local-hostname, node-1, worker",
        "meta-data/iqn, iqn.2026, ''",
        "meta-data/plan, rpi4, ''",
        "meta-data/facility, onprem, ''",
        "meta-data/tags, 'control\narm', ''",
        "meta-data/public-keys, 'ssh-ed25519 A\nssh-ed25519 B', ''",
        "meta-data/public-ipv4, 203.0.113.5, ''",
        "meta-data/public-ipv6, 2001:db8::5, ''",
        "meta-data/local-ipv4, 10.0.0.5, 192.168.42.12",
        "meta-data/operating-system/slug, debian_13, ''",
        "meta-data/operating-system/distro, debian, ''",
        "meta-data/operating-system/version, 13, ''",
        "meta-data/operating-system/image_tag, t, ''",
        "meta-data/operating-system/license_activation/state, '', ''",
        "user-data, '#cloud-config\n', ''",
        "vendor-data, '#vendor\n', ''"
    })
    void everyPathOfTheEc2TreeHasTheDeclaredValueOrNone(String path, String declared, String bare) {
        assertThat(ec2.find(path, FULL)).contains(declared);
        assertThat(ec2.find(path, BARE)).contains(bare);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'meta-data/\nuser-data\nvendor-data'",
        "meta-data, 'facility\nhostname\ninstance-id\niqn\nlocal-hostname\nlocal-ipv4\noperating-system/\nplan\n"
                + "public-ipv4\npublic-ipv6\npublic-keys\ntags'",
        "meta-data/operating-system, 'distro\nimage_tag\nlicense_activation/\nslug\nversion'",
        "meta-data/operating-system/license_activation, state"
    })
    void aDirectoryListsItselfSortedWithSlashesAfterDirectories(String path, String listing) {
        assertThat(ec2.find(path, BARE)).contains(listing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta", "meta-data/nothing", "user-data/x", "meta-data//hostname", "../metadata"})
    void aPathThatIsNotInTheTreeIsMissing(String path) {
        assertThat(ec2.find(path, FULL)).isEmpty();
    }

    @Test
    void classicUserDataOutsideTheInstanceIsFound() {
        Instance classic = TestInstances.instance(13, "n", "{\"userdata\":\"#!/bin/sh\\n\"}");
        assertThat(ec2.find("user-data", classic)).contains("#!/bin/sh\n");
        assertThat(nocloud.find("user-data", classic)).contains("#!/bin/sh\n");
    }

    @Test
    void theDefaultMetadataIsTheInstanceWithIdAndHostname() {
        NativeMetadata metadata = new NativeMetadata(".metadata.instance");
        assertThat(metadata.of(BARE)).contains("{\"id\":\"document-12\",\"hostname\":\"worker\"}");
        assertThat(metadata.of(FULL).orElseThrow())
                .startsWith("{\"id\":\"i-1\",\"hostname\":\"node-1\",\"iqn\":\"iqn.2026\"");
    }

    @Test
    void otherFiltersShowOtherPartsOrTheWholeDocument() {
        assertThat(new NativeMetadata("").of(BARE)).contains("{\"id\":\"document-12\",\"metadata\":{}}");
        assertThat(new NativeMetadata(".").of(BARE)).contains("{\"id\":\"document-12\",\"metadata\":{}}");
        assertThat(new NativeMetadata(".metadata.facility").of(FULL).orElseThrow())
                .contains("onprem");
        assertThat(new NativeMetadata(".metadata.instance.hostname").of(FULL)).contains("node-1");
        assertThat(new NativeMetadata(".metadata.facility").of(BARE)).isEmpty();
        assertThatThrownBy(() -> new NativeMetadata(".metadata | keys"))
                .hasMessageContaining("kindling.hegel.metadata.filter is '.metadata | keys'");
    }

    @Test
    void theSeedHasEveryFileCloudInitWants() {
        assertThat(nocloud.find("meta-data", FULL)).contains("instance-id: \"i-1\"\nlocal-hostname: \"node-1\"\n");
        assertThat(nocloud.find("user-data", FULL)).contains("#cloud-config\n");
        assertThat(nocloud.find("vendor-data", BARE)).contains("");
        assertThat(nocloud.find("network-config", BARE).orElseThrow()).isEqualTo("""
                        version: 2
                        ethernets:
                          "eth0":
                            match:
                              macaddress: "dc:a6:32:42:00:0c"
                            dhcp4: true
                        """);
        assertThat(nocloud.find("secret", FULL)).isEmpty();
    }

    @Test
    void textThatWouldBreakOutOfTheSeedStaysText() {
        Instance sly = TestInstances.instance(14, "x", "{\"instance\":{\"id\":\"12\\\"\\nruncmd: [x]\\\\\"}}");
        assertThat(nocloud.find("meta-data", sly).orElseThrow())
                .startsWith("instance-id: \"12\\\" runcmd: [x]\\\\\"\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dc:a6:32:42:00:0b",
                "DC-A6-32-42-00-0B",
                "dca63242000b",
                "5f3c9d52-4200-4000-8000-00000000000b",
                "node-1"
            })
    void aMachineGoesByItsMacItsHardwareIdAndItsHostname(String name) {
        assertThat(nocloud.isNameOf(name, FULL)).isTrue();
        assertThat(nocloud.isNameOf(name, BARE)).isFalse();
    }
}
