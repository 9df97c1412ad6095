package dev.kindling.boots.netboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.dhcp.packet.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RaspberryPiTests {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # captured from a Pi 400
            00525069343031c00032ecfc3cda06ffe0, 400, c03130, e0ff06da
            # the letters backwards, numbers as before
            00346950523031c00032ecfc3cda06ffe0, 400, c03130, e0ff06da
            # everything backwards
            003469505200c0313032ecfc3ce0ff06da, 400, c03130, e0ff06da
            # a Pi 4B of 2 GB, rev 1.5
            00525069341531b000320102030b000010, 4B, b03115, 1000000b
            # warranty bit set
            00525069341531b0023201020310000010, 4B, b03115, 10000010
            # a Pi 5 with its own letters
            00525069357041c000320102037856 3412, 5, c04170, 12345678
            # no usable revision code: the serial is still worth having
            00525069340000000032010203da06ffe0, '', '', e0ff06da
            # firmware before 2020-03: four times the serial
            00da06ffe0da06ffe0da06ffe0da06ffe0, '', '', e0ff06da
            """)
    void machineIdOfABoardTellsModelRevisionAndSerial(String hex, String model, String revision, String serial) {
        assertThat(RaspberryPi.from(Bytes.ofHex(hex.replace(" ", ""))))
                .contains(new RaspberryPi(model, revision, serial));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00525069343031c00032ecfc3cda06ff",
                "00525069343031c00032ecfc3cda06ffe000",
                "01525069343031c00032ecfc3cda06ffe0",
                "0000000000000000000000000000000000",
                "00ffffffffffffffffffffffffffffffff",
                "00564d5412345678123456781234567812"
            })
    void machineIdOfAnythingElseTellsNothing(String hex) {
        assertThat(RaspberryPi.from(Bytes.ofHex(hex))).isEmpty();
    }
}
