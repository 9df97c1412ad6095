package dev.kindling.tink.inquiry.web;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.inquiry.Answer;
import dev.kindling.tink.inquiry.Inquiries;
import dev.kindling.tink.inquiry.OwnConfiguration;
import dev.kindling.tink.inquiry.Question;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the services say of one machine; the command adds what REST tells anyway. */
@RestController
@RequestMapping(path = "/api/v1/machines/{mac}", produces = MediaType.APPLICATION_JSON_VALUE)
class InquiryController {

    private final Inquiries inquiries;
    private final OwnConfiguration configuration;

    InquiryController(Inquiries inquiries, OwnConfiguration configuration) {
        this.inquiries = inquiries;
        this.configuration = configuration;
    }

    /**
     * The parts of a report or a preview.
     *
     * @param parts one for each document of each service; empty when none of them is connected here
     */
    record Parts(String mac, List<Part> parts) {}

    /**
     * One document of one service.
     *
     * @param service "boots", "hegel", "tink-server"; "boots-2" for a second one
     * @param content in base64
     */
    record Part(String service, String name, byte[] content) {}

    @GetMapping("/report")
    Parts report(@PathVariable String mac) {
        MacAddress machine = machine(mac);
        List<Answer> answers = new ArrayList<>(inquiries.ask(Question.Subject.REPORT, machine, ""));
        answers.add(configuration.answer());
        return parts(machine, answers);
    }

    /** @param client what the machine is taken for; by default what it was seen to be */
    @GetMapping("/preview")
    Parts preview(@PathVariable String mac, @RequestParam(defaultValue = "") String client) {
        MacAddress machine = machine(mac);
        return parts(machine, inquiries.ask(Question.Subject.PREVIEW, machine, client));
    }

    private static Parts parts(MacAddress mac, List<Answer> answers) {
        List<Part> parts = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Answer answer : answers) {
            long same = seen.stream().filter(answer.service()::equals).count();
            seen.add(answer.service());
            String service = same == 0 ? answer.service() : answer.service() + "-" + (same + 1);
            answer.documents().forEach(each -> parts.add(new Part(service, each.name(), each.content())));
        }
        return new Parts(mac.text(), parts);
    }

    private static MacAddress machine(String text) {
        try {
            return MacAddress.parse(text);
        } catch (IllegalArgumentException _) {
            throw new Failure.NotFound("machine", text);
        }
    }
}
