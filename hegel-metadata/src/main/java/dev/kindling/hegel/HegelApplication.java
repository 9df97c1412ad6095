package dev.kindling.hegel;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The main class of hegel-metadata. Takes nothing from the class path by itself: it may share its JVM with the other
 * services, and must not start what they need.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(ConfigurationPropertiesAutoConfiguration.class)
@ConfigurationPropertiesScan
@ComponentScan
public final class HegelApplication {

    private HegelApplication() {}

    public static void main(String[] arguments) {
        create(Map.of()).run(arguments);
    }

    /**
     * The application, not yet started.
     *
     * @param overrides properties that win over {@code hegel-metadata.yml}, the environment and system properties
     */
    public static SpringApplication create(Map<String, Object> overrides) {
        SpringApplication application = new SpringApplication(HegelApplication.class);
        application.setMainApplicationClass(HegelApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> first = new HashMap<>(overrides);
        first.put("spring.config.name", "hegel-metadata");
        environment.getPropertySources().addFirst(new MapPropertySource("overrides", first));
        application.setEnvironment(environment);
        return application;
    }

    @Bean
    static Clock clock() {
        return Clock.systemUTC();
    }
}
