package dev.kindling.tink.template.yaml;

/** Text that is not YAML, or not YAML we take. */
public final class YamlException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient YamlValue.Mark mark;
    private final String excerpt;

    YamlException(YamlValue.Mark mark, String excerpt, String rule) {
        super(rule, null, false, false);
        this.mark = mark;
        this.excerpt = excerpt;
    }

    public YamlValue.Mark mark() {
        return mark;
    }

    /** What stands there; may be empty. */
    public String excerpt() {
        return excerpt;
    }
}
