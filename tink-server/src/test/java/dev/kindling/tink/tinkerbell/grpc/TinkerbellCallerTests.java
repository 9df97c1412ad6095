package dev.kindling.tink.tinkerbell.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.tink.workflow.grpc.CallRate;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TinkerbellCallerTests {

    private static final int PER_SECOND = 10;
    private static final int AT_ONCE = 100;

    private final AtomicLong nanos = new AtomicLong();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws Exception {
        server = InProcessServerBuilder.forName("flood")
                .intercept(new TinkerbellCaller(new CallRate(PER_SECOND, nanos::get)))
                .addService(new HealthStatusManager().getHealthService())
                .build()
                .start();
        channel = InProcessChannelBuilder.forName("flood").build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    @Tag("F27")
    void whoCallsWithoutEndIsToldToWaitAndServedAgainLater() {
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(call()).isEqualTo(ServingStatus.SERVING);
        }
        assertThatThrownBy(this::call)
                .hasMessageStartingWith("RESOURCE_EXHAUSTED")
                .hasMessageContaining("calls-per-second");

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(call()).isEqualTo(ServingStatus.SERVING);
    }

    private ServingStatus call() {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }
}
