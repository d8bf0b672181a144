import ServiceDesk
import SupportPolicy
import TestSupport
import Testing
@testable import Web

/// What a form says of a quote.
struct QuoteFieldsTests {
    private func fields(_ answers: [String: String]) throws -> QuoteFields {
        let policy = try SampleCompany.intecnia.policy(replacing: "charged: by_quote,", with: "charged: by_quote, quoted_in: minute, delivery_days: 3,")
        var form = FormBody()
        for (name, text) in answers { form.set(name, text) }
        return QuoteFields(policy: policy, language: .es, form: form, problems: [])
    }

    @Test(arguments: [("2", 120), ("1.5", 90), ("0,25", 15)])
    func `what is quoted in time is written in hours`(_ text: String, _ minutes: Int) throws {
        let quote = try fields(["title": "Asesoría", "item-1": "additional_advice_hour", "amount-1": text]).quote()
        #expect(quote.lines.map(\.amount) == [minutes] && quote.delivery == nil)
    }

    @Test func `what is no number of hours is told at its field`() throws {
        let fields = try fields(["title": "Asesoría", "item-1": "additional_advice_hour", "amount-1": "dos"])
        #expect(throws: DeskError.self) { _ = try fields.quote() }
    }

    @Test func `the delivery of a listed service stands beside its price, and is what an empty field promises`() throws {
        let fields = try fields([:])
        guard case .select(let choices) = fields.rows[0].fields[0].kind else {
            Issue.record("a list of services is offered")
            return
        }
        #expect(choices.contains { $0.label == "Asesoría presencial adicional: horas de póliza; entrega en 3 días hábiles" }, "\(choices.map(\.label))")
        #expect(fields.tail.first { $0.name == "delivery_days" }?.hint == "Vacío: lo que dice la tarifa.")
    }
}
