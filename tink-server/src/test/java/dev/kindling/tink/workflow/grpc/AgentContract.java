package dev.kindling.tink.workflow.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.kindling.proto.agent.v1.ReportRequest;
import java.util.ArrayList;
import java.util.List;

/** What of the contract between server and agent is on the wire: numbers and types, not the names of fields. */
final class AgentContract {

    private AgentContract() {}

    /** One line for each method, field and value of an enumeration. */
    static List<String> lines() {
        FileDescriptor file = ReportRequest.getDescriptor().getFile();
        List<String> lines = new ArrayList<>();
        for (ServiceDescriptor service : file.getServices()) {
            for (MethodDescriptor method : service.getMethods()) {
                lines.add(service.getFullName() + "/" + method.getName() + " "
                        + method.getInputType().getFullName() + " -> "
                        + (method.isServerStreaming() ? "stream " : "")
                        + method.getOutputType().getFullName());
            }
        }
        for (Descriptor message : file.getMessageTypes()) {
            for (FieldDescriptor field : message.getFields()) {
                lines.add(message.getFullName() + " " + field.getNumber() + " " + type(field));
            }
        }
        for (EnumDescriptor values : file.getEnumTypes()) {
            values.getValues().forEach(value -> lines.add(values.getFullName() + " " + value.getNumber()));
        }
        return lines;
    }

    private static String type(FieldDescriptor field) {
        String type = switch (field.getJavaType()) {
            case MESSAGE -> field.isMapField() ? "map" : field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING ->
                field.getType().name();
        };
        return field.isRepeated() ? "repeated " + type : type;
    }
}
