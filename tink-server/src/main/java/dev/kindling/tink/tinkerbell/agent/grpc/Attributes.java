package dev.kindling.tink.tinkerbell.agent.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An agent's attributes as JSON values, under the names of the fields. */
final class Attributes {

    private Attributes() {}

    static Map<String, Object> of(Message message) {
        Map<String, Object> values = new LinkedHashMap<>();
        message.getAllFields().forEach((field, value) -> values.put(field.getName(), value(field, value)));
        return values;
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Attributes::single).toList();
        }
        // Unsigned on the wire, signed in Java.
        return field.getType() == FieldDescriptor.Type.UINT32 ? Integer.toUnsignedLong((Integer) value) : single(value);
    }

    private static Object single(Object value) {
        return value instanceof Message message ? of(message) : value;
    }
}
