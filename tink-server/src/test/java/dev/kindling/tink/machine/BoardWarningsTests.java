package dev.kindling.tink.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardWarningsTests {

    @ParameterizedTest
    @ValueSource(strings = {"0xf12", "0xf142", "0x12", "0xF12"})
    void networkFirstIsNoWorry(String order) {
        assertThat(BoardWarnings.of(inventory(order, ""))).isEmpty();
    }

    @Test
    void factoryOrderNeverBootsFromTheNetwork() {
        assertThat(BoardWarnings.of(inventory("0xf41", "")))
                .singleElement()
                .asString()
                .contains("BOOT_ORDER=0xf41", "never boots from the network", "two ways out", "kindling/eeprom-config");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Raspberry Pi 4 Model B Rev 1.4", "Raspberry Pi 400 Rev 1.0", "Raspberry Pi 5 Model B Rev 1.0"})
    void unknownOrderOfABoardWithAnEepromIsSaid(String model) {
        assertThat(BoardWarnings.of(
                        "{\"model\": \"" + model + "\", \"firmware\": {\"bootOrder\": \"\", \"now\": null}}"))
                .singleElement()
                .asString()
                .contains("boot order is not known", "Raspberry Pi OS", "kindling/eeprom-config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Raspberry Pi 3 Model B Plus Rev 1.3", "QEMU Standard PC", ""})
    void machineWithoutAnEepromHasNoOrderToKnow(String model) {
        assertThat(BoardWarnings.of("{\"model\": \"" + model + "\", \"firmware\": {\"bootOrder\": \"\"}}"))
                .isEmpty();
    }

    @Test
    void capitalsAreTheSameOrder() {
        assertThat(BoardWarnings.of(inventory("0xF41", "")))
                .singleElement()
                .asString()
                .contains("never boots from the network");
    }

    @Test
    void cardFirstCannotBeRecalledOnceTheCardBoots() {
        assertThat(BoardWarnings.of(inventory("0xf21", "")))
                .singleElement()
                .asString()
                .contains("once its disk boots", "two ways out", "wipe the beginning of its disk");
    }

    /** After the digit f nothing is tried. */
    @Test
    void networkBehindTheRestartDoesNotCount() {
        assertThat(BoardWarnings.of(inventory("0x2f1", "")))
                .singleElement()
                .asString()
                .contains("never boots from the network");
    }

    @Test
    void underVoltageIsNamedWithItsRemedy() {
        assertThat(BoardWarnings.of(inventory("0xf12", "\"under-voltage\"")))
                .singleElement()
                .asString()
                .contains("5.1 V");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"firmware\": 7}", "not json"})
    void inventoryOfAnOlderAgentHasNone(String inventory) {
        assertThat(BoardWarnings.of(inventory)).isEmpty();
    }

    private static String inventory(String order, String bits) {
        return "{\"firmware\": {\"bootOrder\": \"" + order + "\", \"now\": [], \"sinceStart\": [" + bits + "]}}";
    }
}
