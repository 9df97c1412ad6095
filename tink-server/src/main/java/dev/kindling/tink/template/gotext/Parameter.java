package dev.kindling.tink.template.gotext;

import java.util.Map;

/** What a parameter takes, with the name Go's messages give it. */
public enum Parameter {
    ANY("interface {}", "value"),
    STRING("string", "string"),
    INT("int", "integer"),
    FLOAT("float64", "float"),
    BOOL("bool", "bool"),
    MAP("map[string]interface {}", "map");

    private final String goName;
    private final String literal;

    Parameter(String goName, String literal) {
        this.goName = goName;
        this.literal = literal;
    }

    String goName() {
        return goName;
    }

    /** What Go calls a literal that would fit. */
    String literal() {
        return literal;
    }

    boolean fits(Object value) {
        return switch (this) {
            case ANY -> true;
            case STRING -> value instanceof String;
            case INT -> value instanceof Long;
            case FLOAT -> value instanceof Double;
            case BOOL -> value instanceof Boolean;
            case MAP -> value instanceof Map<?, ?>;
        };
    }

    /** A literal whole number is a float where one is wanted, as untyped constants are in Go. */
    Object ofLiteral(Object value) {
        return this == FLOAT && value instanceof Long number ? (Object) number.doubleValue() : value;
    }
}
