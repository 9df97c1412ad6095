package dev.kindling.tink.template.gotext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The engine: parsed once, walked for every rendering. */
final class GoTemplate implements TextTemplate {

    private final String name;
    private final String source;
    private final Limits limits;
    private final FunctionTable functions;
    private final Map<String, Node.Sequence> templates;

    GoTemplate(String name, String source, Limits limits, FunctionTable functions) {
        this.name = name;
        this.source = source;
        this.limits = limits;
        this.functions = functions;
        this.templates = Parser.parse(name, source, limits, functions);
    }

    @Override
    public String render(Object data) {
        return render(new Execution(name, source, limits, functions), data);
    }

    @Override
    public List<TemplateException> problems(Object data) {
        List<TemplateException> problems = new ArrayList<>();
        Execution execution = new Execution(name, source, limits, functions);
        execution.collect(problems);
        try {
            render(execution, data);
        } catch (TemplateException end) {
            // Instead of a missing value there is an empty text, and that it is none of another type is no problem of
            // its own.
            if (problems.isEmpty()
                    || !end.reason().matches(".*(wrong type|can't iterate|can't evaluate|incompatible types).*")) {
                problems.add(end);
            }
        }
        return problems;
    }

    private String render(Execution execution, Object data) {
        Object dot = GoValue.changeable(data);
        GoPrinter out = new GoPrinter(limits.output());
        new Walker(execution, templates, out, 0, dot).run(name, dot);
        return out.toString();
    }
}
