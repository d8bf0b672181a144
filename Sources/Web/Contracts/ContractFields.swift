import BusinessTime
import ServiceDesk
import SupportPolicy

/// What is asked of whoever sells and keeps contracts.
struct ContractFields {
    let policy: Policy
    let language: Language
    let form: FormBody
    let problems: [FieldProblem]

    /// Chosen for products that were bought without a plan.
    static let noPlan = "none"

    private var units: [PrepaidUnit] { policy.tariff.units }

    /// Of a new contract.
    var new: [FormField] {
        let plans = policy.tariff.plans
        let open = units.filter { unit in plans.contains { $0.grants.contains { $0.unit == unit.id && $0.amount == nil } } }
        var fields: [FormField] = []
        if !plans.isEmpty {
            let choices = plans.map { Choice(value: $0.id, label: "\($0.label): \(policy.tariff.grants(of: $0, in: language)); \($0.terms(in: language))") }
            let none = policy.givesWarranty ? [Choice(value: Self.noPlan, label: Said(es: "Sin póliza: sólo la garantía de los productos", en: "Without a plan: the products' warranty alone")(in: language))] : []
            fields.append(field("plan", "Plan", "Plan", .select(choices + none), isRequired: true))
        }
        fields += [
            field("customer", "Cliente", "Customer", .text, isRequired: true),
            field("customer_number", "NIC, su número de cliente", "His customer number", .text),
            field("rfc", "RFC", "RFC", .rfc),
            field("contacts", "Correos de quienes pueden pedir soporte", "E-mails of those who may ask for support", .multiline(rows: 2), isRequired: true),
        ]
        fields += open.map(amount(prefix: ""))
        fields.append(field("starts", "Primer día", "First day", .date, hint: Said(es: "Vacío: hoy.", en: "Empty: today.")))
        if plans.isEmpty { fields.append(field("ends", "Último día", "Last day", .date, isRequired: true)) }
        if plans.contains(where: { $0.requires.contains(.purchaseOrder) }) { fields.append(field("purchase_order", "Orden de compra", "Purchase order", .text)) }
        fields += [
            field("products", "Productos, uno por renglón", "Products, one a line", .multiline(rows: 2), hint: Said(
                es: "Con el último día de su garantía: «Router XR-1, 2027-03-31».", en: "With the last day of its warranty: “Router XR-1, 2027-03-31”.")),
            field("price", "Importe, en pesos", "Amount, in pesos", .text), payment("payment"),
            field("number", "Número", "Number", .text, hint: Said(es: "Vacío: el siguiente.", en: "Empty: the next.")),
            field("pinned", "Versión de la política", "Version of the policy", .select([
                Choice(value: "", label: Said(es: "La que esté vigente al abrir cada solicitud", en: "Whichever is in force when a request is opened")(in: language)),
                Choice(value: "yes", label: Said(es: "Siempre la de hoy", en: "Always today's")(in: language)),
            ])),
        ]
        return fields
    }

    /// What a new contract promises otherwise than the document and its plan.
    var annex: [FormField] {
        let calendars = policy.calendars.map { Choice(value: $0.id, label: $0.label) }
        return [
            field("annex.section", "En qué parte del contrato está", "Where in the contract it stands", .text, hint: Said(es: "Como «Anexo B, 3».", en: "Such as “Annex B, 3”.")),
            field("annex.text", "Qué dice, con pocas palabras", "What it says, in short words", .text),
            field("annex.coverage", "Horario en que cuentan los plazos", "Hours in which times count", .select([Choice(value: "", label: Said(es: "El de la política", en: "The policy's")(in: language))] + calendars)),
        ] + policy.promises.map { promise in
            let name = "\(promise.metric.said(in: language)), \(promise.said(of: policy, in: language))"
            return field("annex.\(promise.id)", name, name, .text, hint: Said(es: "Vacío: \(promise.asWritten).", en: "Empty: \(promise.asWritten)."))
        }
    }

    /// What can be done to a contract.
    ///
    /// - Parameters:
    ///   - contacts: who may ask for something under it.
    ///   - place: of the form that was just refused.
    func acts(on contract: Contract, askedBy contacts: [Person], as principal: Principal, open place: String) -> [ContractPage.Act] {
        var acts: [ContractPage.Act] = []
        func act(_ at: String, _ es: String, _ en: String, _ fields: [FormField]) {
            acts.append(ContractPage.Act(place: at, name: Said(es: es, en: en)(in: language), fields: fields, isOpen: at == place))
        }
        func removal() {
            guard principal.mayManageContracts, !contacts.isEmpty else { return }
            act("contact-removals", "Quitar a quien ya no pide soporte", "Remove who asks for no more support", [
                field("former_contact", "Quién", "Who", .select(contacts.map { Choice(value: $0.email, label: "\($0.name), \($0.email)") }), isRequired: true, hint: Said(
                    es: "Deja de ver las pólizas de este cliente, de recibir sus avisos y de gastar de ellas.",
                    en: "He no longer sees this customer's contracts, gets their letters or spends of them.")),
            ])
        }
        guard contract.state == .active else {
            removal()
            return acts
        }
        let plan = contract.plan.flatMap(policy.tariff.plan)
        if principal.mayManageContracts {
            if !units.isEmpty {
                act("top-ups", "Agregar lo que compró", "Add what was bought", units.map(amount(prefix: "add-")) + [
                    field("last_day", "Último día para usarlo", "Last day to use it", .date, hint: Said(es: "Vacío: el de la póliza.", en: "Empty: the contract's.")),
                    field("paid", "Importe, en pesos", "Amount, in pesos", .text), payment("paid_by"),
                ])
            }
            if let plan, case .months = plan.term {
                act("renewals", "Renovar", "Renew", units.filter { unit in plan.grants.contains { $0.unit == unit.id && $0.amount == nil } }.map(amount(prefix: "again-")) + [
                    field("renewal_price", "Importe, en pesos", "Amount, in pesos", .text), payment("renewal_paid_by"),
                ])
            }
            act("products", "Cubrir un producto", "Cover a product", [
                field("product", "Producto", "Product", .text, isRequired: true), field("warranty_until", "Garantía hasta", "Warranty until", .date),
                field("discontinued", "¿Descontinuado?", "Discontinued?", .select([Choice(value: "", label: "No"), Choice(value: "yes", label: Said(es: "Sí, con contrato especial", en: "Yes, by special contract")(in: language))])),
            ])
            act("contacts", "Agregar a quien puede pedir soporte", "Add who may ask for support", [field("contact", "Correo", "E-mail", .email, isRequired: true)])
            removal()
            if contract.terms.noticeAt == nil, contract.endsAt < .never {
                act("notice", "Recibir el aviso de no renovación", "Take the notice of non-renewal", [field("notice", "Aviso por escrito", "Written notice", .multiline(rows: 2), isRequired: true)])
            }
        }
        let holdings = contract.lots.filter { !$0.isTerm }
        if !holdings.isEmpty {
            act("adjustments", "Proponer un ajuste", "Propose a correction", [
                field("lot", "Saldo", "Balance", .select(holdings.map { Choice(value: "\($0.number)", label: "\($0.number). \(policy.tariff.unit($0.unit)?.plural ?? $0.unit)") }), isRequired: true),
                field("change", "Cambio, como 3 o -3 (el tiempo, en minutos)", "Change, such as 3 or -3 (time in minutes)", .text, isRequired: true),
                field("correction", "Motivo", "Reason", .multiline(rows: 2), isRequired: true),
            ])
        }
        if principal.mayManageContracts {
            act("end", "Terminar antes de tiempo", "End before its time", [field("ending", "Motivo", "Reason", .multiline(rows: 2), isRequired: true)])
        }
        return acts
    }

    private func payment(_ name: String) -> FormField {
        let later = Choice(value: "", label: Said(es: "Todavía no se paga", en: "Not paid yet")(in: language))
        return field(name, "Cómo se pagó", "How it was paid", .select([later] + PaymentForm.allCases.map { Choice(value: $0.rawValue, label: $0.said(in: language)) }))
    }

    private func amount(prefix: String) -> (PrepaidUnit) -> FormField {
        { unit in
            let label = unit.plural.prefix(1).uppercased() + unit.plural.dropFirst()
            return field(prefix + unit.id, label, label, .text, isAlso: prefix.isEmpty ? nil : unit.id)
        }
    }

    /// - Parameter other: the name by which the desk knows the field.
    private func field(
        _ name: String, _ es: String, _ en: String, _ kind: FormField.Kind, isRequired: Bool = false, hint: Said? = nil, isAlso other: String? = nil
    ) -> FormField {
        FormField(
            name: name, label: Said(es: es, en: en)(in: language), kind: kind, isRequired: isRequired, value: form[name], hint: hint?(in: language),
            problem: problems.first { $0.field == name || $0.field == other }?.message(in: language), autocomplete: "off")
    }
}
