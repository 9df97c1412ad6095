package dev.kindling.hegel.instance.grpc;

import dev.kindling.directory.DirectoryWatch;
import dev.kindling.directory.TinkChannel;
import dev.kindling.directory.TinkConnection;
import dev.kindling.hegel.HegelProperties;
import dev.kindling.hegel.instance.InstanceReplica;
import io.grpc.ManagedChannel;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The channel to tink-server and the watch on it. */
@Configuration(proxyBeanMethods = false)
class DirectoryConfiguration {

    @Bean
    TinkConnection tinkConnection(Environment environment, HegelProperties hegel) {
        return TinkConnection.read(environment, HegelView.SERVICE, hegel.data());
    }

    @Bean(destroyMethod = "shutdownNow")
    ManagedChannel tink(TinkConnection connection) throws IOException, InterruptedException {
        return TinkChannel.open(connection);
    }

    @Bean
    DirectoryWatch directoryWatch(ManagedChannel tink, HegelProperties hegel, InstanceReplica replica)
            throws IOException {
        return new DirectoryWatch(tink, new HegelView(replica), hegel.state().resolve("directory.pb"));
    }
}
