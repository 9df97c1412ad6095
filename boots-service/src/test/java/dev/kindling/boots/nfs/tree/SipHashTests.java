package dev.kindling.boots.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the authors' reference implementation: key 00 to 0f, message 00, 01, ... */
class SipHashTests {

    @ParameterizedTest
    @CsvSource({"0, 726fdb47dd0e0e31", "1, 74f839c593dc67fd", "8, 93f5f5799a932462", "15, a129ca6149be45e5"})
    void tagIsThatOfTheReference(int length, String tag) {
        byte[] counting = new byte[16];
        for (int i = 0; i < counting.length; i++) {
            counting[i] = (byte) i;
        }

        long hash = new SipHash(counting).of(Arrays.copyOf(counting, length));

        assertThat(HexFormat.of().toHexDigits(hash)).isEqualTo(tag);
    }
}
