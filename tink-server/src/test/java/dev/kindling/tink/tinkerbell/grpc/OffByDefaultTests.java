package dev.kindling.tink.tinkerbell.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import dev.kindling.tink.tinkerbell.TinkerbellProperties;
import dev.kindling.tink.workflow.grpc.CallRate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Without being asked for, nothing listens; when asked for, it says what it opens. */
@ExtendWith(OutputCaptureExtension.class)
class OffByDefaultTests {

    @Test
    @Tag("M2")
    void noServerIsMadeWithoutTheProperty() {
        ApplicationContextRunner runner =
                new ApplicationContextRunner().withUserConfiguration(TinkerbellGrpcServer.class);

        runner.run(context -> assertThat(context).doesNotHaveBean(TinkerbellGrpcServer.class));
        runner.withPropertyValues("kindling.tink.tinkerbell.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(TinkerbellGrpcServer.class));
        assertThat(new TinkerbellAddresses().grpcPort()).isZero();
    }

    @Test
    @Tag("M2")
    void itSaysOfEachPortWhatItOpens(CapturedOutput output) {
        TinkerbellAddresses addresses = new TinkerbellAddresses();
        TinkerbellGrpcServer server = new TinkerbellGrpcServer(
                new TinkerbellProperties(
                        true,
                        "127.0.0.1",
                        3,
                        new TinkerbellProperties.Grpc(0, false, 0),
                        new TinkerbellProperties.Http(0, "", "")),
                addresses,
                List.of(),
                null,
                new CallRate(100, System::nanoTime));
        server.start();
        List<Integer> ports = List.of(addresses.grpcPort(), addresses.plaintextPort());
        server.stop();

        assertThat(ports)
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(output)
                        .contains("tinkerbell.grpc-listening address=127.0.0.1 port=" + port + " tls=false"));
        assertThat(output).contains("WARN").contains("Tinkerbell's protocols know no authentication");
    }
}
