package dev.kindling.tink;

import dev.kindling.tink.site.RestTls;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The source of truth: hardware, templates, workflows and timeline over gRPC and REST. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
public final class TinkServerApplication {

    public static void main(String[] args) {
        create(Map.of()).run(args);
    }

    /**
     * The application, not yet started.
     *
     * @param properties override the defaults of {@code tink-server.yml}, the environment and the command line
     */
    public static SpringApplication create(Map<String, Object> properties) {
        return new SpringApplicationBuilder(TinkServerApplication.class)
                .properties("spring.config.name=tink-server", "spring.jmx.enabled=false")
                .initializers(context -> prepare(context, properties))
                .main(TinkServerApplication.class)
                .build();
    }

    private static void prepare(ConfigurableApplicationContext context, Map<String, Object> properties) {
        ConfigurableEnvironment environment = context.getEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        sources.addFirst(new MapPropertySource("kindling", properties));
        sources.addFirst(new MapPropertySource("kindling-rest-tls", RestTls.serverProperties(environment)));
        // Boot starts the in-process server when the property exists at all, so an empty name must not become one.
        String inProcess = environment.getProperty("kindling.tink.grpc.in-process", "");
        if (!inProcess.isEmpty()) {
            sources.addFirst(new MapPropertySource(
                    "kindling-in-process", Map.of("spring.grpc.server.inprocess.name", inProcess)));
        }
    }
}
