import ServiceDesk
import Testing
@testable import Web

/// Amounts as people write them: none is taken for another.
struct AmountTests {
    private func form(_ text: String) -> FormBody {
        var form = FormBody()
        form.set("amount", text)
        return form
    }

    @Test(arguments: [
        ("1250.50", 125_050), ("1,250.50", 125_050), ("$1,250", 125_000), ("0.5", 50), ("1234567.89", 123_456_789), ("1,234,567", 123_456_700), (" 7 ", 700),
        ("1250,50", nil), ("1,25", nil), ("12,5000", nil), ("1.250", nil), ("-5", nil), ("cinco", nil), ("1e3", nil),
    ])
    func `an amount of money is read to the centavo, or not at all`(_ text: String, _ centavos: Int?) {
        #expect((try? form(text).money("amount")) == centavos)
    }

    @Test(arguments: [
        ("5", 300), ("1.5", 90), ("1,5", 90), ("4.1", 246), ("8.05", 483), ("0.33", 20), ("-1.5", -90), ("1.555", nil), ("1:30", nil), ("inf", nil), ("123456", nil),
    ])
    func `hours are read as whole minutes`(_ text: String, _ minutes: Int?) {
        #expect((try? form(text).minutes("amount")) == minutes)
    }
}
