package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EepromWatchTests {

    private static final MacAddress MAC = MacAddress.parse("dc:a6:32:42:00:0b");

    private final EepromWatch watch = new EepromWatch();
    private final UUID first = new UUID(0, 1);
    private final UUID second = new UUID(0, 2);

    @Test
    void anUpdateIsSentInOneBootAndThereInTheNext() {
        assertThat(watch.read(MAC, first, "1000000b/pieeprom.sig")).isEmpty();
        assertThat(watch.read(MAC, first, "1000000b/pieeprom.upd")).contains("eeprom.sent");
        assertThat(watch.read(MAC, second, "1000000b/pieeprom.sig")).isEmpty();
        assertThat(watch.read(MAC, second, "1000000b/start4.elf")).contains("eeprom.current");
        assertThat(watch.read(MAC, second, "1000000b/start4.elf")).isEmpty();
    }

    @Test
    void aBoardThatGoesOnWithoutTheUpdateItReadRefusedIt() {
        watch.read(MAC, first, "pieeprom.sig");
        watch.read(MAC, first, "pieeprom.upd");
        assertThat(watch.read(MAC, first, "start4.elf")).contains("eeprom.refused");
    }

    @Test
    void aBoardThatWasNotAskedSaysNothing() {
        assertThat(watch.read(MAC, first, "1000000b/start4.elf")).isEmpty();
        watch.read(MAC, first, "pieeprom.sig");
        assertThat(watch.read(MAC, second, "start4.elf")).isEmpty();
    }
}
