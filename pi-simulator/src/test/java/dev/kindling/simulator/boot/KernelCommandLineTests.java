package dev.kindling.simulator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelCommandLineTests {

    @Test
    void onlyTheFirstLineCountsAndTheLastOfARepeatedWord() {
        KernelCommandLine line = KernelCommandLine.parse("a=1 \"b=two words\"  a=3\nignored=yes\n");
        assertThat(line.words()).containsExactly("a=1", "b=two words", "a=3");
        assertThat(line.value("a")).contains("3");
        assertThat(line.value("ignored")).isEmpty();
    }

    @Test
    void linuxSeesWhatTheFirmwareAddsInFront() {
        KernelCommandLine line = KernelCommandLine.parse("cgroup_enable=memory kindling.nonce=x");
        assertThat(line.asSeenByLinux("dc:a6:32:00:00:01"))
                .matches(
                        ".*cgroup_disable=memory smsc95xx.macaddr=DC:A6:32:00:00:01 .*  cgroup_enable=memory kindling.nonce=x");
    }

    @ParameterizedTest
    @CsvSource({
        "'ip=dhcp', -",
        "'ip=:::::eth0:dhcp', -",
        "'root=/dev/nfs nfsroot=10.0.0.1:/srv ip=dhcp', -",
        "'root=/dev/nfs ip=dhcp', kernel panic: root=/dev/nfs without nfsroot=",
        "'quiet', 'kernel: no ip=dhcp on the command line, so no network'",
        "'ip=10.0.0.1', 'kernel: no ip=dhcp on the command line, so no network'",
    })
    void kernelComplainsAboutWhatItCannotDoWithout(String text, String complaint) {
        assertThat(KernelCommandLine.parse(text).complaint().orElse("-")).isEqualTo(complaint);
    }
}
