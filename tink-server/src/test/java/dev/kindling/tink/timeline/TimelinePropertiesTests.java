package dev.kindling.tink.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TimelinePropertiesTests {

    @Test
    void eventsAreKeptForThirtyDaysByDefault() {
        assertThat(bind(Map.of()).retention()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void theRetentionIsConfigurable() {
        assertThat(bind(Map.of("kindling.tink.timeline.retention", "7d")).retention())
                .isEqualTo(Duration.ofDays(7));
    }

    @Test
    void lessThanADayIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("kindling.tink.timeline.retention", "1h")))
                .hasRootCauseMessage("kindling.tink.timeline.retention is PT1H; the shortest is one day");
    }

    private static TimelineProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("kindling.tink.timeline", TimelineProperties.class);
    }
}
