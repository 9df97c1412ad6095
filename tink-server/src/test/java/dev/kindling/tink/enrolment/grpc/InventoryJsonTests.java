package dev.kindling.tink.enrolment.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.agent.v1.Firmware;
import dev.kindling.proto.agent.v1.Inventory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InventoryJsonTests {

    @Test
    void bitsOfThrottlingHaveNames() {
        JsonNode firmware = firmware(Firmware.newBuilder().setThrottled(0x50001).build());

        assertThat(firmware.path("now").toString()).isEqualTo("[\"under-voltage\"]");
        assertThat(firmware.path("sinceStart").toString()).isEqualTo("[\"under-voltage\",\"throttled\"]");
    }

    @Test
    void healthyBoardHasNoneOfThem() {
        JsonNode firmware = firmware(Firmware.newBuilder().setThrottled(0).build());

        assertThat(firmware.path("now").toString()).isEqualTo("[]");
        assertThat(firmware.path("sinceStart").toString()).isEqualTo("[]");
    }

    @Test
    void whatCouldNotBeReadIsNotHealthy() {
        JsonNode firmware = firmware(Firmware.getDefaultInstance());

        assertThat(firmware.path("now").isNull()).isTrue();
        assertThat(firmware.path("sinceStart").isNull()).isTrue();
    }

    private static JsonNode firmware(Firmware firmware) {
        return JsonMapper.shared()
                .readTree(InventoryJson.of(
                        Inventory.newBuilder().setFirmware(firmware).build()))
                .path("firmware");
    }
}
