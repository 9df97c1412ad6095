package dev.kindling.tink.hardware.grpc;

import dev.kindling.tink.hardware.Hardware;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Hardware as people get it over gRPC. */
@Component
class DocumentMessages {

    private final JsonMapper json;

    DocumentMessages(JsonMapper json) {
        this.json = json;
    }

    dev.kindling.proto.hardware.v1.Hardware hardware(Hardware hardware) {
        return dev.kindling.proto.hardware.v1.Hardware.newBuilder()
                .setId(hardware.id().toString())
                .setDocument(json.writeValueAsString(hardware.document()))
                .setVersion(hardware.version())
                .build();
    }
}
