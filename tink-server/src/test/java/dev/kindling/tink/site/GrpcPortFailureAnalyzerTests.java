package dev.kindling.tink.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class GrpcPortFailureAnalyzerTests {

    @Test
    void portInUseIsNamedWithItsProperty() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());
            Server server = NettyServerBuilder.forAddress(address).build();
            Throwable failure = catchThrowable(server::start);
            FailureAnalysis analysis = new GrpcPortFailureAnalyzer().analyze(failure);
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).contains(Integer.toString(taken.getLocalPort()));
            assertThat(analysis.getAction()).contains("kindling.tink.grpc.port");
        }
    }

    @Test
    void otherFailuresAreLeftToOthers() {
        assertThat(new GrpcPortFailureAnalyzer().analyze(new IOException("disk full")))
                .isNull();
    }
}
