// Ant Design: Form, Select, AutoComplete, Steps, Modal and the rest, with the locale of the page, as its demos show them.
import {Alert, AutoComplete, Button, Checkbox, ConfigProvider, Descriptions, Drawer, Form, Input, Modal, Radio, Result, Select,
  Space, Steps, App as Ant} from 'antd';
import cs from 'antd/locale/cs_CZ';
import de from 'antd/locale/de_DE';
import it from 'antd/locale/it_IT';
import es from 'antd/locale/es_ES';
import fr from 'antd/locale/fr_FR';
import {useState} from 'react';
import {createRoot} from 'react-dom/client';
import {app, countries, given, language, send, t, variant} from './site.js';

const options = countries.map(([value, label]) => ({value, label}));
const needed = [{required: true}];
const address = [{required: true, type: 'email'}];
const Head = () => <><h1>{t.title}</h1><p>{t.intro} {t.promise}</p></>;

// A page with the answer in a notification; the form has gone by then.
const One = () => {
  const {notification} = Ant.useApp();
  const [gone, setGone] = useState(false);
  const finish = async ({consent, ...values}) => {
    const {received, title, text} = await send({...values, country: values.country ?? '', note: values.note ?? '', consent: consent ? 1 : 0});
    notification[received ? 'success' : 'error']({title, message: title, description: text, duration: 0});
    setGone(received);
  };
  return <><Head />{!gone && <Form layout="vertical" name="objection" onFinish={finish} initialValues={given} scrollToFirstError>
    <Form.Item name="about" label={t.question} rules={needed}>
      <Radio.Group options={[{value: 'yes', label: t.yes}, {value: 'no', label: t.no}]} /></Form.Item>
    <Form.Item name="email" label={t.email} rules={address}><Input /></Form.Item>
    <Form.Item name="country" label={t.country} rules={needed}>
      <Select showSearch={{optionFilterProp: 'label'}} options={options} placeholder={t.choose} /></Form.Item>
    <div style={{position: 'absolute', opacity: 0, pointerEvents: 'none', zIndex: -1}} aria-hidden="true">
      <Form.Item name="note" label="Note"><Input tabIndex={-1} autoComplete="off" /></Form.Item></div>
    <Form.Item name="reason" label={t.comment}><Input.TextArea rows={4} showCount maxLength={1000} /></Form.Item>
    <Form.Item name="consent" valuePropName="checked" rules={[{validator: async (_, is) => { if (!is) throw new Error(t.consent); }}]}>
      <Checkbox>{t.consent}</Checkbox></Form.Item>
    <Button type="primary" htmlType="submit">{t.submit}</Button>
  </Form>}</>;
};

// Steps, each with a form of its own, and a page to look it over.
const Two = () => {
  const [at, setAt] = useState(0);
  const [held, setHeld] = useState({});
  const [said, setSaid] = useState(null);
  const [sending, setSending] = useState(false);
  const take = (values) => { setHeld({...held, ...values}); setAt(at + 1); };
  const finish = async () => { setSending(true); setSaid(await send(held)); setSending(false); };
  const next = <Button type="primary" htmlType="submit">{t.next}</Button>;
  const pages = [
    <Form key="0" layout="vertical" onFinish={take} initialValues={held}>
      <Form.Item name="mail" label={t.email} rules={address}><Input /></Form.Item>
      <Form.Item name="land" label={t.country} rules={needed}><Select options={options} allowClear /></Form.Item>{next}</Form>,
    <Form key="1" layout="vertical" onFinish={take} initialValues={held}>
      <Form.Item name="why" label={t.comment} rules={needed}><Input.TextArea autoSize={{minRows: 3}} /></Form.Item>
      <Space><Button onClick={() => setAt(0)}>{t.back}</Button>{next}</Space></Form>,
    <div key="2"><Descriptions bordered column={1} title={t.review} items={[
      {key: 'mail', label: t.email, children: held.mail},
      {key: 'land', label: t.country, children: options.find(({value}) => value === held.land)?.label},
      {key: 'why', label: t.comment, children: held.why}]} />
      {said && <Alert type="error" showIcon title={said.text} message={said.text} />}
      <Space><Button onClick={() => setAt(1)}>{t.back}</Button>
        <Button type="primary" loading={sending} onClick={finish}>{t.submit}</Button></Space></div>,
  ];
  if (said?.received) return <Result status="success" title={said.title} subTitle={said.text} />;
  return <><Head /><Steps current={at} items={[t.email, t.comment, t.review].map((title) => ({title}))} />{pages[at]}</>;
};

// A form in a modal, over a drawer with the choice of cookies; the answer is a modal of its own, over it.
const Three = () => {
  const {modal} = Ant.useApp();
  const [cookies, setCookies] = useState(true);
  const [form] = Form.useForm();
  const finish = async (values) => {
    const land = options.find(({label}) => label === values.land)?.value ?? values.land;
    const {received, title, text} = await send({...values, land, web: values.web ?? ''});
    if (received) form.resetFields();
    modal[received ? 'success' : 'error']({title, content: text});
  };
  return <><main><p>{t.promise}</p></main>
    <Modal open={!cookies} title={t.title} okText={t.submit} onOk={form.submit} cancelText={t.back} closable={false} maskClosable={false}>
      <p>{t.intro}</p><Form form={form} layout="horizontal" labelCol={{span: 8}} onFinish={finish} initialValues={given}>
        <Form.Item name="mail" label={t.email} rules={address}><Input /></Form.Item>
        <Form.Item name="land" label={t.country} rules={needed}>
          <AutoComplete options={options.map(({label}) => ({value: label}))} showSearch={{
            filterOption: (text, option) => option.value.toLowerCase().includes(text.toLowerCase())}} /></Form.Item>
        <div style={{height: 0, overflow: 'hidden'}}><Form.Item name="web" label="Web"><Input tabIndex={-1} autoComplete="off" /></Form.Item></div>
        <Form.Item name="text" label={t.comment}><Input.TextArea rows={5} /></Form.Item>
      </Form></Modal>
    <Drawer open={cookies} placement="bottom" closable={false} title="Cookies" footer={<Space>
      <Button onClick={() => setCookies(false)}>{t.decline}</Button>
      <Button type="primary" onClick={() => setCookies(false)}>{t.accept}</Button></Space>}><p>{t.cookies}</p></Drawer></>;
};

// Radio buttons drawn as buttons, a list with another country from the start, and a question before it is sent.
const Four = () => {
  const {message, modal} = Ant.useApp();
  const [gone, setGone] = useState('');
  const finish = (values) => modal.confirm({title: t.ask, okText: t.yes, cancelText: t.no, onOk: async () => {
    const {received, text} = await send(values);
    if (received) setGone(text); else message.error(text);
  }});
  return <><Head />{gone ? <Alert type="success" showIcon title={gone} message={gone} />
    : <Form layout="vertical" onFinish={finish} initialValues={given}>
      <Form.Item name="tema" label={t.question} rules={needed}><Radio.Group optionType="button" buttonStyle="solid"
        options={[{value: 'si', label: t.yes}, {value: 'no', label: t.no}]} /></Form.Item>
      <Form.Item name="correo" label={t.email} rules={address}><Input /></Form.Item>
      <Form.Item name="correo2" label={t.email_again} dependencies={['correo']} rules={[...needed, ({getFieldValue}) => ({
        validator: async (_, value) => { if (value !== getFieldValue('correo')) throw new Error(t.email_again); }})]}><Input /></Form.Item>
      <Form.Item name="pais" label={t.country} rules={needed}><Select showSearch={{optionFilterProp: 'label'}} options={options} /></Form.Item>
      <Form.Item name="motivo" label={t.comment}><Input.TextArea rows={4} /></Form.Item>
      <Button type="primary" htmlType="submit" block>{t.submit}</Button></Form>}</>;
};

const Page = [One, Two, Three, Four][variant - 1];
createRoot(app).render(<ConfigProvider locale={{cs, de, es, it, fr}[language]}><Ant><div style={{maxWidth: 720, margin: '0 auto', padding: 16}}>
  <Page /></div></Ant></ConfigProvider>);
