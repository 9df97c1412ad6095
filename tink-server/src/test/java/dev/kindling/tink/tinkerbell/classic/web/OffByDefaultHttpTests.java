package dev.kindling.tink.tinkerbell.classic.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import dev.kindling.tink.tinkerbell.TinkerbellProperties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Without being asked for, nothing listens; when asked for, it says what it opens. */
@ExtendWith(OutputCaptureExtension.class)
class OffByDefaultHttpTests {

    @Test
    @Tag("M2")
    void noServerIsMadeWithoutTheProperty() {
        ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(ClassicHttpServer.class);

        runner.run(context -> assertThat(context).doesNotHaveBean(ClassicHttpServer.class));
        runner.withPropertyValues("kindling.tink.tinkerbell.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(ClassicHttpServer.class));
        assertThat(new TinkerbellAddresses().httpPort()).isZero();
    }

    @Test
    @Tag("M2")
    void withoutPasswordItSaysThatItIsOpenToAll(CapturedOutput output) {
        int port = startAndStop("", "");

        assertThat(output)
                .contains("WARN")
                .contains("tinkerbell.http-listening address=127.0.0.1 port=" + port + " authentication=none")
                .contains("opens=hardware, templates and workflows to read and change, to whoever reaches this port");
    }

    @Test
    @Tag("M2")
    void withAPasswordItSaysThatThisIsSentInClearAndNotWhatItIs(CapturedOutput output) {
        startAndStop("admin", "tink-password");

        assertThat(output)
                .contains("authentication=basic")
                .contains("to one name and password, sent in clear")
                .doesNotContain("tink-password");
    }

    private static int startAndStop(String username, String password) {
        TinkerbellAddresses addresses = new TinkerbellAddresses();
        ClassicHttpServer server = new ClassicHttpServer(
                new TinkerbellProperties(
                        true,
                        "127.0.0.1",
                        3,
                        new TinkerbellProperties.Grpc(0, false, TinkerbellProperties.NONE),
                        new TinkerbellProperties.Http(0, username, password)),
                addresses,
                null);
        server.start();
        int port = addresses.httpPort();
        server.stop();
        assertThat(port).isPositive();
        assertThat(addresses.httpPort()).isZero();
        return port;
    }
}
