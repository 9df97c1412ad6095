package dev.kindling.boots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

class PropertiesTests {

    @Test
    void nothingNeedsToBeSet() {
        BootsProperties properties = bind(Map.of());

        assertThat(properties.data()).isEqualTo(Path.of("data"));
        assertThat(properties.state()).isEqualTo(Path.of("data/boots"));
        assertThat(properties.firmware()).isEqualTo(Path.of("data/firmware"));
        assertThat(properties.images()).isEqualTo(Path.of("data/images"));
        assertThat(properties.address()).isEqualTo(Inet4Address.ofLiteral("127.0.0.1"));
        assertThat(properties.commandline().server()).isEqualTo("127.0.0.1:42113");
        assertThat(properties.commandline().hegel()).isEqualTo("https://127.0.0.1:50062");
        assertThat(properties.commandline().extra()).contains("console=serial0,115200");
        assertThat(properties.nfsRoot()).isEqualTo("127.0.0.1:/kindling/root,vers=3,tcp,nolock,rsize=131072");
        assertThat(properties.nfs()).isEqualTo(new BootsProperties.Nfs(true, null, 2049, 111, Path.of("data/roots")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kindling.boots.nfs.port=3049;127.0.0.1:/kindling/root,vers=3,tcp,nolock,rsize=131072,port=3049",
                "kindling.boots.nfs.portmap-port=0;127.0.0.1:/kindling/root,vers=3,tcp,nolock,rsize=131072,mountport=2049",
                "kindling.boots.nfs.address=192.168.42.9;192.168.42.9:/kindling/root,vers=3,tcp,nolock,rsize=131072",
                "kindling.boots.nfs.address=0.0.0.0;127.0.0.1:/kindling/root,vers=3,tcp,nolock,rsize=131072",
                "kindling.boots.nfs.enabled=false;''",
                "kindling.boots.nfs-root=none;''",
                "kindling.boots.nfs-root=192.168.42.7:/srv,vers=3;'192.168.42.7:/srv,vers=3'"
            })
    void nfsRootNamesOurOwnServerUnlessAnotherIsGiven(String property, String root) {
        String[] pair = property.split("=", 2);

        assertThat(bind(Map.of(pair[0], pair[1])).nfsRoot()).isEqualTo(root);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kindling.boots.nfs.port=3049;127.0.0.1:/kindling/root,vers=3,tcp,nolock,rsize=131072,port=3049,mountport=3049",
                "kindling.boots.nfs.address=0.0.0.0;127.0.0.1:/kindling/root,vers=3,tcp,nolock,rsize=131072,mountport=2049",
                "kindling.boots.nfs.portmap-port=0;127.0.0.1:/kindling/root,vers=3,tcp,nolock,rsize=131072,mountport=2049",
                "kindling.boots.nfs.enabled=false;''",
                "kindling.boots.nfs-root=none;''",
                "kindling.boots.nfs-root=192.168.42.7:/srv,vers=3;'192.168.42.7:/srv,vers=3'"
            })
    void portOfMountIsNamedWhereOurPortmapperHasNotGotItsPort(String property, String root) {
        String[] pair = property.split("=", 2);
        NfsRoot told = new NfsRoot(bind(Map.of(pair[0], pair[1])));
        told.portmapped(false);

        assertThat(told.text(Inet4Address.ofLiteral("127.0.0.1"))).isEqualTo(root);
    }

    @Test
    void everyPropertyArrives() {
        BootsProperties properties = bind(Map.ofEntries(
                Map.entry("kindling.boots.data", "/var/lib/kindling"),
                Map.entry("kindling.boots.address", "192.168.42.2"),
                Map.entry("kindling.boots.firmware", "/srv/firmware"),
                Map.entry("kindling.boots.images", "/srv/images"),
                Map.entry("kindling.boots.commandline.server", "192.168.42.3:1"),
                Map.entry("kindling.boots.commandline.hegel", "https://192.168.42.4:2"),
                Map.entry("kindling.boots.commandline.extra", "quiet"),
                Map.entry("kindling.boots.nfs-root", "192.168.42.2:/root"),
                Map.entry("kindling.boots.nfs.enabled", "false"),
                Map.entry("kindling.boots.nfs.address", "192.168.42.5"),
                Map.entry("kindling.boots.nfs.port", "1"),
                Map.entry("kindling.boots.nfs.portmap-port", "2"),
                Map.entry("kindling.boots.nfs.roots", "/srv/roots")));

        assertThat(properties)
                .isEqualTo(new BootsProperties(
                        Path.of("/var/lib/kindling"),
                        Inet4Address.ofLiteral("192.168.42.2"),
                        Path.of("/srv/firmware"),
                        Path.of("/srv/images"),
                        new BootsProperties.Commandline("192.168.42.3:1", "https://192.168.42.4:2", "quiet"),
                        "192.168.42.2:/root",
                        new BootsProperties.Nfs(
                                false, Inet4Address.ofLiteral("192.168.42.5"), 1, 2, Path.of("/srv/roots"))));
    }

    @ParameterizedTest
    @CsvSource({"provisioner.local", "192.168.42", "1.2.3.256", "::1"})
    void addressThatIsNoneSaysSo(String text) {
        assertThatThrownBy(() -> bind(Map.of("kindling.boots.address", text)))
                .hasStackTraceContaining("'" + text + "' is not an IPv4 address; write a dotted quad");
    }

    @ParameterizedTest
    @CsvSource({
        "Permission denied, CAP_NET_BIND_SERVICE",
        "Operation not permitted, CAP_NET_RAW",
        "Address already in use, ss -tulpn",
        "Cannot assign requested address, ip address"
    })
    void portThatCannotBeHadNamesTheRemedy(String reason, String remedy) {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1);
        IOException cause = new BindException(reason);
        PortUnavailableException failure = new PortUnavailableException("DHCP", "kindling.boots.dhcp", address, cause);

        assertThat(failure).hasMessage("DHCP cannot listen on 127.0.0.1:1: " + reason);
        assertThat(failure.remedy()).contains(remedy);
    }

    private static BootsProperties bind(Map<String, String> properties) {
        ApplicationConversionService conversions = new ApplicationConversionService();
        conversions.addConverter(new Ipv4Converter());
        return new Binder(List.of(new MapConfigurationPropertySource(properties)), null, conversions, null, null)
                .bindOrCreate("kindling.boots", BootsProperties.class);
    }
}
