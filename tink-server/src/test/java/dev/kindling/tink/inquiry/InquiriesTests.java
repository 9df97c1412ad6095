package dev.kindling.tink.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InquiriesTests {

    private static final MacAddress MAC = new MacAddress("dc:a6:32:42:00:0b");

    private final Inquiries inquiries = new Inquiries();

    /** A service that does something when asked. */
    private record Service(String service, boolean there, Consumer<Question> does) implements Inquiries.Line {

        @Override
        public boolean ask(Question question) {
            does.accept(question);
            return there;
        }
    }

    private static Answer answer(String service) {
        return new Answer(service, List.of(new Answer.Document("said.txt", service.getBytes(StandardCharsets.UTF_8))));
    }

    private Service answering(String service) {
        return new Service(service, true, question -> inquiries.answered(question.id(), answer(service)));
    }

    @Test
    void everybodyWhoIsThereIsAskedAndHeard() {
        inquiries.attend(answering("boots"));
        inquiries.attend(answering("hegel"));
        assertThat(inquiries.ask(Question.Subject.REPORT, MAC, ""))
                .extracting(Answer::service)
                .containsExactlyInAnyOrder("boots", "hegel");
    }

    @Test
    void nobodyThereIsNoWait() {
        assertThat(inquiries.ask(Question.Subject.REPORT, MAC, "")).isEmpty();
        Service gone = new Service("boots", false, question -> {});
        inquiries.attend(gone);
        assertThat(inquiries.ask(Question.Subject.REPORT, MAC, "")).isEmpty();
    }

    @Test
    void whoLeftIsNotAskedAndALateAnswerIsDropped() {
        Service boots = answering("boots");
        inquiries.attend(boots);
        inquiries.leave(boots);
        assertThat(inquiries.ask(Question.Subject.REPORT, MAC, "")).isEmpty();
        inquiries.answered(UUID.randomUUID(), answer("boots"));
    }
}
