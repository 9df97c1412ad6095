package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.template.Template;
import dev.kindling.tink.template.Templates;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;

/** TemplateService on Kindling's templates, which are called what their YAML calls itself. */
@Service
public class ClassicTemplates {

    private static final int PAGE = 200;

    private final Templates templates;

    ClassicTemplates(Templates templates) {
        this.templates = templates;
    }

    /** @param name where it is not the YAML's own, the YAML is given it */
    public Template create(String name, String data) {
        return templates.create(TemplateName.given(name, data));
    }

    public Template get(String idOrName) {
        return templates.find(idOrName).orElseThrow(() -> Refusal.unknown("sql: no rows in result set"));
    }

    /** @param glob "*" stands for any text; empty is all */
    public void each(String glob, Consumer<Template> receiver) {
        Pattern wanted = Pattern.compile(
                glob.isEmpty() ? ".*" : ("\\Q" + glob.replace("\\E", "") + "\\E").replace("*", "\\E.*\\Q"));
        String after = "";
        List<Template> page;
        do {
            page = templates.list(after, PAGE);
            page.stream()
                    .filter(template -> wanted.matcher(template.name()).matches())
                    .forEach(receiver);
            after = page.isEmpty() ? after : page.getLast().name();
        } while (page.size() == PAGE);
    }

    /** Either may be empty and then stays as it is. */
    public void update(String id, String name, String data) {
        Template known = templates.find(id).orElseThrow(() -> Refusal.notFound("template '" + id + "' is not there"));
        String text = data.isEmpty() ? known.text() : data;
        templates.put(known.id().toString(), TemplateName.given(name, text), OptionalLong.empty());
    }

    public void delete(String id) {
        try {
            templates.delete(id, OptionalLong.empty());
        } catch (Failure.NotFound unknown) {
            throw Refusal.notFound(unknown.getMessage());
        }
    }
}
