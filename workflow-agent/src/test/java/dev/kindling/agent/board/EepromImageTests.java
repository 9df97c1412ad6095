package dev.kindling.agent.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.runtime.ActionFailure;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EepromImageTests {

    private static final String STOCK = "[all]\nBOOT_UART=0\nWAKE_ON_GPIO=1\nBOOT_ORDER=0xf41\n";

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[all]\nBOOT_ORDER=0xf12\n", STOCK, STOCK + "# a longer one, by some odd number of bytes\n"})
    void anotherConfigurationIsReadBackAndNothingElseHasMoved(String configuration) throws ActionFailure {
        EepromImage before = EepromImages.with(STOCK);
        EepromImage after = before.with(configuration + "\n");

        assertThat(after.configuration()).isEqualTo(configuration + "\n");
        assertThat(Arrays.copyOf(after.bytes(), EepromImages.CONFIGURATION_AT))
                .isEqualTo(Arrays.copyOf(before.bytes(), EepromImages.CONFIGURATION_AT));
        assertThat(Arrays.copyOfRange(after.bytes(), EepromImages.KEY_AT, EepromImage.SIZE))
                .isEqualTo(Arrays.copyOfRange(before.bytes(), EepromImages.KEY_AT, EepromImage.SIZE));
        assertThat(after.with(STOCK).configuration()).as("the way back").isEqualTo(STOCK);
    }

    @Test
    void whoReadsSectionAfterSectionStillFindsTheKeyBehindTheConfiguration() throws ActionFailure {
        ByteBuffer after = ByteBuffer.wrap(
                EepromImages.with(STOCK).with("[all]\nBOOT_ORDER=0xf142\n").bytes());
        int at = EepromImages.CONFIGURATION_AT;
        while (at < EepromImages.KEY_AT) {
            assertThat(after.getInt(at) & 0xfffff00f).as("section at %d", at).isEqualTo(0x55aaf00f);
            at = (at + 8 + after.getInt(at + 4) + 7) & ~7;
        }
        assertThat(at).isEqualTo(EepromImages.KEY_AT);
    }

    @Test
    void lastSectionGrowsIntoErasedFlashAndLeavesNoOldText() throws ActionFailure {
        EepromImage shorter = EepromImages.endingWith(STOCK).with("[all]\n");
        assertThat(shorter).isEqualTo(EepromImages.endingWith("[all]\n"));
        assertThat(shorter.with(STOCK)).isEqualTo(EepromImages.endingWith(STOCK));
    }

    @Test
    void configurationWithoutRoomIsRefused() {
        assertThatThrownBy(() -> EepromImages.with(STOCK).with("#".repeat(2025)))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("2025 bytes, and 2024 have room");
    }

    @Test
    void whatIsNoEepromIsRefusedWithThePlaceWhereItEnds() {
        assertThatThrownBy(() -> new EepromImage(EepromImages.erased().array()).configuration())
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("byte 0 should begin a section");
        ByteBuffer lying = EepromImages.erased().putInt(0, 0x55aaf00f).putInt(4, Integer.MAX_VALUE);
        assertThatThrownBy(() -> new EepromImage(lying.array()).configuration())
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("claims 2147483647 bytes");
    }
}
