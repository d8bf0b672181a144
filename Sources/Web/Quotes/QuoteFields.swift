import BusinessTime
import ServiceDesk
import SupportPolicy

/// What is asked of whoever writes a quote, and what he answered.
struct QuoteFields {
    let policy: Policy
    let language: Language
    let form: FormBody
    let problems: [FieldProblem]

    /// What no price list has.
    private static let other = "other"
    private static let mostRows = 20

    private var tariff: Tariff { policy.tariff }
    private var items: [TariffItem] { tariff.items.filter { $0.charged != .asWorked && $0.charged != .never && ($0.charged == .apart || $0.addedWhen.isEmpty) } }
    private var circumstances: [Circumstance] {
        let used = items.isEmpty ? [] : tariff.items.filter { $0.charged != .apart }.reduce(into: Set<Circumstance>()) { $0.formUnion($1.addedWhen) }
        return Circumstance.allCases.filter(used.contains)
    }
    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    // MARK: What is asked

    var head: [FormField] {
        [field("title", say("Qué se cotiza", "What is quoted"), .text, isRequired: true), FormField(name: "replaces", kind: .hidden, value: form["replaces"])]
    }

    /// Three to begin with, and one more than are filled in.
    var rows: [QuoteFormPage.Row] {
        let filled = (1...Self.mostRows).last { !form["item-\($0)"].isEmpty } ?? 0
        return (1...min(Self.mostRows, max(3, filled + 1))).map { number in
            var fields = [
                field("item-\(number)", say("Servicio", "Service"), .select(choices), isRequired: number == 1, isAlso: "lines[\(place(of: number))]"),
                field("what-\(number)", say("Qué incluye", "What it includes"), .text),
                field("quantity-\(number)", say("Cantidad", "Quantity"), .number, hint: say("Vacío: 1.", "Empty: 1.")),
                field("amount-\(number)", say("Precio de cada uno, si la tarifa no lo dice", "Price of each, where the list has none"), .text, hint: amountHint),
            ]
            if tariff.items.contains(where: { $0.seats != nil }) { fields.append(field("participants-\(number)", say("Participantes", "Participants"), .number)) }
            return QuoteFormPage.Row(legend: say("Renglón \(number)", "Line \(number)"), fields: fields)
        }
    }

    var tail: [FormField] {
        var fields = circumstances.map { circumstance in
            let said = circumstance.said(in: language)
            return field(circumstance.rawValue, said.prefix(1).uppercased() + said.dropFirst(), .select([Choice(value: "", label: "No"), Choice(value: "yes", label: say("Sí", "Yes"))]))
        }
        fields += [
            field("delivery_days", say("Entrega: días hábiles desde que acepte", "Delivery: business days after acceptance"), .number, hint: deliveryHint, isAlso: "delivery"),
            field("delivery_on", say("O entrega en una fecha", "Or delivery on a date"), .date),
            field("valid_through", say("Último día para aceptarla", "Last day to accept it"), .date, isRequired: tariff.quotes == nil, hint: validityHint),
            field("tax", say("IVA de lo que se paga en pesos", "VAT of what is paid in pesos"), .select(Quote.taxRates.map { Choice(value: "\($0)", label: "\($0) %") })),
            field("terms", say("Condiciones", "Terms"), .multiline(rows: 3)),
        ]
        return fields
    }

    private var choices: [Choice] {
        let none = Choice(value: "", label: "—")
        let listed = items.map { item in
            let unit = item.quotedIn.flatMap(tariff.unit)?.plural ?? "MXN"
            let price = item.price.isEmpty ? ([unit] + (item.delivery.map { [$0(in: language)] } ?? [])).joined(separator: "; ") : tariff.price(of: item, in: language)
            return Choice(value: item.id, label: "\(item.label): \(price)")
        }
        return [none] + listed + [Choice(value: Self.other, label: say("Otra cosa, en pesos", "Something else, in pesos"))]
    }

    private var amountHint: String {
        let units = items.compactMap { $0.quotedIn.flatMap(tariff.unit)?.plural }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return say("En \((units + ["pesos sin IVA"]).joined(separator: ", o en "))", "In \((units + ["pesos without VAT"]).joined(separator: ", or in "))") + say(", según el servicio.", ", by the service.")
    }

    private var deliveryHint: String? {
        items.contains { $0.deliveryDays != nil } ? say("Vacío: lo que dice la tarifa.", "Empty: as the price list says.") : nil
    }

    private var validityHint: String? {
        tariff.quotes.map { say("Vacío: lo que dice la política, \($0.said.es).", "Empty: as the policy says, \($0.said.en).") }
    }

    /// What was asked, carried along.
    var carried: [FormField] {
        form.fields.sorted { $0.key < $1.key }.filter { $0.key != "csrf" && $0.key != "do" }.map { FormField(name: $0.key, kind: .hidden, value: $0.value) }
    }

    /// How many lines that are filled in come before one.
    private func place(of number: Int) -> Int { (1..<number).filter { !form["item-\($0)"].isEmpty }.count }

    private func field(_ name: String, _ label: String, _ kind: FormField.Kind, isRequired: Bool = false, hint: String? = nil, isAlso other: String? = nil) -> FormField {
        // A problem of all lines together is told at the first.
        let names = [name, other].compactMap { $0 } + (name == "item-1" ? ["lines", "service", "quantity"] : [])
        return FormField(
            name: name, label: label, kind: kind, isRequired: isRequired, value: form[name], hint: hint,
            problem: problems.first { names.contains($0.field) && (other == nil || !form[name].isEmpty || name == "item-1" || name == "delivery_days") }?.message(in: language), autocomplete: "off")
    }

    // MARK: What was answered

    /// - Throws: `.invalid` with the field that is no number, amount or date.
    func quote() throws -> NewQuote {
        var new = NewQuote(form["title"], [])
        for number in 1...Self.mostRows {
            guard let id = form.value("item-\(number)") else { continue }
            let item = tariff.item(id), unit = item?.quotedIn.flatMap(tariff.unit)
            var line = NewQuote.Line(id == Self.other ? nil : id, what: form.value("what-\(number)"), quantity: try form.number("quantity-\(number)") ?? 1)
            line.participants = try form.number("participants-\(number)")
            if let unit {
                line.amount = try unit.isTime ? form.minutes("amount-\(number)") : form.number("amount-\(number)")
            } else {
                line.amount = try form.money("amount-\(number)")
            }
            new.lines.append(line)
        }
        (new.isOnSite, new.isUrgent, new.isOutOfHours) = (form["on_site"] == "yes", form["urgent"] == "yes", form["out_of_hours"] == "yes")
        if let tax = try form.number("tax") { new.tax = tax }
        new.validThrough = try form.day("valid_through")
        if let days = try form.number("delivery_days") {
            guard try form.day("delivery_on") == nil else { throw DeskError.invalid("delivery_on", "Diga los días o la fecha, no ambos.", "Say the days or the date, not both.") }
            new.delivery = .businessDays(days)
        } else {
            new.delivery = try form.day("delivery_on").map { .on($0.iso) }
        }
        new.terms = form.value("terms")
        new.replaces = form.value("replaces")
        return new
    }
}
