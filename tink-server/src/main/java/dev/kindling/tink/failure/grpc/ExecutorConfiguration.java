package dev.kindling.tink.failure.grpc;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** gRPC calls run on virtual threads: they wait for the database, and some for a replica. */
@Configuration(proxyBeanMethods = false)
class ExecutorConfiguration {

    @Bean
    GrpcServerExecutorProvider grpcServerExecutorProvider() {
        Executor executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("grpc-", 0).factory());
        return () -> executor;
    }
}
