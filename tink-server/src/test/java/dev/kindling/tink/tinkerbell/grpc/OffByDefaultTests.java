package dev.kindling.tink.tinkerbell.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Without being asked for, nothing listens. */
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
}
