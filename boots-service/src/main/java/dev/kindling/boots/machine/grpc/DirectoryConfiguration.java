package dev.kindling.boots.machine.grpc;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.directory.DirectoryWatch;
import dev.kindling.directory.TinkChannel;
import dev.kindling.directory.TinkConnection;
import io.grpc.ManagedChannel;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The channel to tink-server and the watch on it. */
@Configuration(proxyBeanMethods = false)
class DirectoryConfiguration {

    @Bean(destroyMethod = "shutdownNow")
    ManagedChannel tink(Environment environment, BootsProperties boots) throws IOException, InterruptedException {
        return TinkChannel.open(TinkConnection.read(environment, BootsView.SERVICE, boots.data()));
    }

    @Bean
    DirectoryWatch directoryWatch(ManagedChannel tink, BootsProperties boots, MachineReplica replica)
            throws IOException {
        return new DirectoryWatch(tink, new BootsView(replica), boots.state().resolve("directory.pb"));
    }
}
