package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Boot options on the wire; which client gets which is in BootTableTests. */
class DhcpBootRulesIT extends RuleLab {

    private static final String PC = "52:54:00:77:00:01";
    private static final String PC_ID = "00112233445566778899aabbccddeeff01";
    private static final String LONG_URL = "http://boot.example/" + "a".repeat(120);

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("boot.url", LONG_URL);
        return settings;
    }

    @Test
    @Rule(
            positive = {"D53", "D54"},
            negative = {"D53", "D54"})
    void namesStandWhereTheyFit() throws IOException {
        dhcp.know(PC, "10.77.0.61");
        Answer pxe = ask(pc().text(60, "PXEClient:Arch:00007:UNDI:003000").option(97, PC_ID));
        assertThat(pxe.file()).isEqualTo("ipxe.efi");
        assertThat(pxe.text(60)).isEqualTo("PXEClient");
        assertThat(pxe.option(97)).contains(PC_ID);

        Answer http = ask(pc().text(60, "HTTPClient:Arch:00016:UNDI:003000").option(93, "0010"));
        assertThat(http.file()).as("too long for the field").isEmpty();
        assertThat(http.text(67)).isEqualTo(LONG_URL + "/ipxe/ipxe.efi");
        assertThat(http.text(60)).isEqualTo("HTTPClient");

        Answer plain = ask(Ask.of(Ask.DISCOVER, PC).text(60, "udhcp 1.35"));
        assertThat(plain.codes()).doesNotContain(43, 60, 67, 97);
        assertThat(plain.file()).isEmpty();
    }

    @Test
    @Rule(positive = "D55", negative = "D55")
    void loadedIpxeGetsAScriptAndNeverItself() throws IOException {
        dhcp.know(PC, "10.77.0.61");
        for (String userClass : new String[] {"69505845", "0469505845"}) {
            Answer ipxe = ask(pc().text(60, "PXEClient:Arch:00007:UNDI:003000").option(77, userClass));
            assertThat(ipxe.text(67)).endsWith("/ipxe/" + PC + "/auto.ipxe");
            assertThat(ipxe.file()).isNotEqualTo("ipxe.efi");
        }
        assertThat(ask(pc().text(60, "PXEClient:Arch:00007:UNDI:003000").option(77, "66"))
                        .file())
                .isEqualTo("ipxe.efi");
    }

    private static Ask pc() {
        return Ask.of(Ask.DISCOVER, PC).option(93, "0007");
    }
}
